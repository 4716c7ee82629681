/** What of a package in package-lock.json matters here. */
export interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** A package that belongs into the lock file, with the entry that names it. */
export interface MissingPackage {
  /** Such as `node_modules/@next/swc-darwin-arm64`. */
  readonly path: string;
  readonly entry: object;
}

const systems = [
  "darwin",
  "linux",
  "win32",
  "android",
  "freebsd",
  "openbsd",
  "netbsd",
  "sunos",
  "aix",
  "openharmony",
];
const processors = ["x64", "arm64", "arm", "ia32", "ppc64", "s390x", "riscv64", "loong64"];

/** Optional packages for single platforms that others in the lock file name, and that have no entry of their own. */
export function missingPlatformPackages(
  packages: Readonly<Record<string, LockedPackage>>,
): readonly MissingPackage[] {
  const missing: MissingPackage[] = [];
  for (const [owner, { dev, optionalDependencies = {} }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const path = `node_modules/${name}`;
      if (path in packages || `${owner}/${path}` in packages) continue;
      const words = name.split(/[-/]/);
      const os = words.filter((word) => systems.includes(word));
      const cpu = words.filter((word) => processors.includes(word));
      if (os.length !== 1 || cpu.length !== 1) continue;
      const libc = os[0] !== "linux" ? {} : { libc: [words.includes("musl") ? "musl" : "glibc"] };
      const ofTests = dev === true ? { dev } : {};
      missing.push({ path, entry: { version, cpu, ...ofTests, ...libc, optional: true, os } });
    }
  }
  return missing;
}

import { acceptChange, type FormValues } from "#app/settings/accept-change.ts";
import { saveNames, UnsoundSettingError } from "#lib/analytics/settings/save-settings.ts";
import { NAMED_DIMENSIONS } from "#lib/domain/settings/value-names.ts";

/** Saves the names of the values that the form holds. */
export function POST(request: Request): Promise<Response> {
  return acceptChange(
    request,
    "names",
    async (values) => {
      const dimension = dimensionOf(values);
      if (dimension === undefined) throw new UnsoundSettingError("It is not said what is named");
      const names = values("name");
      return await saveNames(
        dimension,
        new Map(values("value").map((value, at) => [value, names[at] ?? ""])),
      );
    },
    (values) => `/settings?names=${dimensionOf(values) ?? ""}`,
  );
}

function dimensionOf(values: FormValues) {
  return NAMED_DIMENSIONS.find((one) => one === values("dimension")[0]);
}

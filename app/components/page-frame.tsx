import { Commands } from "#app/commands/commands.tsx";
import { BareFrame, type BareFrameProps } from "./bare-frame.tsx";

/** The frame of every page, with the commands of the page. */
export function PageFrame(props: Omit<BareFrameProps, "commands">) {
  return <BareFrame {...props} commands={<Commands />} />;
}

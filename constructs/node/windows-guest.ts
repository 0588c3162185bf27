import { Resource } from "@cdktf/provider-null/lib/resource";
import { Construct } from "constructs";
import { Deployment } from "../stack/deployment";
import { IGNORE_EFFECT_TEXT } from "../steps/machine-resource";
import { StepMarker } from "../steps/step-marker";

/** What is done on a node with Windows. */
export interface WindowsCommands {
  /**
   * Its host name, 1 to 15 letters, digits and dashes: a machine that has another is renamed, and restarts.
   * @default - the one that its image gives
   */
  readonly hostname?: string;
  /** Commands of its shell, as Terraform strings; the first that fails ends them. */
  readonly commands: readonly string[];
}

export interface WindowsGuestProps {
  readonly serverId: string;
  /** Where WinRM answers, as an expression. */
  readonly address: string;
  /** Password of the administrator, as an expression. */
  readonly password: string;
  /** Asked for when the stack is synthesized. */
  readonly commands: () => WindowsCommands;
}

/** Port of WinRM over HTTP, as the platform's images have it. What goes over it is encrypted by NTLM. */
const WINRM_PORT = 5985;

/**
 * The commands of a node with Windows, over WinRM, once for each server. Such a node has none of the other steps: nothing
 * logs in there over SSH. Synthesized and checked by Terraform; no machine of ours runs Windows.
 */
export class WindowsGuest extends Construct {
  constructor(scope: Construct, id: string, props: WindowsGuestProps) {
    super(scope, id);
    const stack = Deployment.of(this);
    if (stack.machines === "left out") {
      return;
    }
    const resource = new Resource(this, "Resource", {
      lifecycle: IGNORE_EFFECT_TEXT,
      connection: {
        type: "winrm",
        host: props.address,
        port: WINRM_PORT,
        user: "Administrator",
        password: props.password,
        https: false,
        useNtlm: true,
        timeout: "30m",
      },
    });
    const marker = new StepMarker(stack, resource.friendlyUniqueId);
    stack.whenComplete(this, () => {
      const inline = linesOf(props.commands());
      resource.triggers = {
        server: props.serverId,
        effect: "runs the commands of a Windows node over WinRM; on a new server only",
        unfinished: marker.trigger,
      };
      resource.provisioners = marker.wrap([{ type: "remote-exec", inline }]);
    });
  }
}

/** One script of cmd: without the checks, the status of its last line alone would count. */
function linesOf({ hostname, commands }: WindowsCommands): string[] {
  const checked = commands.flatMap((command) => [command, "if errorlevel 1 exit /b 1"]);
  if (hostname === undefined) {
    return checked;
  }
  // the machine goes down after the script has ended, so that Terraform is told how
  const restart = `if /i not "%COMPUTERNAME%"=="${hostname}" shutdown /r /t 15`;
  const rename =
    `powershell -NoProfile -Command "if ($env:COMPUTERNAME -ne '${hostname}') ` +
    `{ Rename-Computer -NewName '${hostname}' -Force -ErrorAction Stop }"`;
  return [rename, "if errorlevel 1 exit /b 1", ...checked, restart];
}

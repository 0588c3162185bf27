import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { providerMirror } from "../../../../lab/providers/mirror";
import { STAND_INS } from "../../../../lab/providers/stand-ins";
import { ROOT } from "../plan-file";

/** A closed port: whoever asks there is refused at once, on every machine. */
const NOBODY = "http://127.0.0.1:9/";

export type ProviderType = (typeof STAND_INS)[number]["type"];

/**
 * A user's account with folders, configuration and mirrors of its own, in which no registry is within reach. The stand-ins
 * carry the published names and versions: copied, they play what a user has mirrored.
 */
export class UsersProviders {
  readonly home = mkdtempSync(join(tmpdir(), "plumbline-users-"));
  /** The project's folder, as far as Terraform looks into it. */
  readonly root = join(this.home, "project");
  private settings: NodeJS.ProcessEnv = {};

  private constructor(private readonly packages: string) {
    mkdirSync(this.root);
    this.configure();
  }

  static async make(): Promise<UsersProviders> {
    return new UsersProviders((await providerMirror({ root: ROOT })).directory);
  }

  get environment(): NodeJS.ProcessEnv {
    const kept = Object.entries(process.env).filter(([name]) => !/^(TF_|XDG_|LAB_|TERRAFORM_)/.test(name));
    return { ...Object.fromEntries(kept), HOME: this.home, ...this.settings };
  }

  /** Sets environment variables; undefined takes one away. */
  set(settings: NodeJS.ProcessEnv): void {
    this.settings = { ...this.settings, ...settings };
  }

  /** Makes a mirror in a folder of the user's, as a copy of these providers. Gives its path. */
  mirror(path: string, types: readonly ProviderType[] = STAND_INS.map(({ type }) => type)): string {
    const directory = join(this.home, path);
    for (const { namespace, type } of STAND_INS.filter((one) => types.includes(one.type))) {
      const place = join("registry.terraform.io", namespace, type);
      cpSync(join(this.packages, place), join(directory, place), { recursive: true });
    }
    return directory;
  }

  /** Folder of a provider in a mirror, e.g. `MIRROR/registry.terraform.io/hashicorp/null/3.2.4/linux_amd64`. */
  folderOf(type: ProviderType, mirror = this.packages): string {
    const { namespace, version } = STAND_INS.find((one) => one.type === type) as (typeof STAND_INS)[number];
    const versions = join(mirror, "registry.terraform.io", namespace, type, version);
    return join(versions, readdirSync(versions)[0] ?? "");
  }

  /** Writes the CLI configuration, and tells Terraform of it by its variable. The registry is at `registry`. */
  configure(installation = "", registry = NOBODY): string {
    const services = `host "registry.terraform.io" {\n  services = { "providers.v1" = "${registry}" }\n}\n`;
    return this.write("terraform.rc", services + (installation && `provider_installation {\n${installation}\n}\n`));
  }

  write(name: string, text: string): string {
    const file = join(this.home, name);
    writeFileSync(file, text);
    this.set({ TF_CLI_CONFIG_FILE: file });
    return file;
  }

  link(path: string): string {
    const file = join(this.home, path);
    symlinkSync(this.packages, file);
    return file;
  }

  remove(): void {
    rmSync(this.home, { recursive: true, force: true });
  }
}

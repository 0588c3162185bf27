import { type Command, type Option, optionsOf, UsageError } from "./command";

const SHELLS = { bash, zsh, fish };

/** The command that prints what a shell completes this program's commands and options by. */
export function completionOf(commands: () => Promise<readonly Command[]>): Command {
  return {
    name: "completion",
    purpose: "Prints what a shell completes commands and options by.",
    synopsis: Object.keys(SHELLS).join(" | "),
    operands: "after options",
    details: [
      "bash: source <(plumbline completion bash)",
      "zsh:  source <(plumbline completion zsh), behind compinit",
      "fish: plumbline completion fish >~/.config/fish/completions/plumbline.fish",
    ],
    async act({ operands: [shell = "", ...more] }) {
      const write = Object.hasOwn(SHELLS, shell) ? SHELLS[shell as keyof typeof SHELLS] : undefined;
      if (write === undefined || more.length > 0) {
        throw new UsageError(`the shell is ${JSON.stringify([shell, ...more].join(" "))}; it is bash, zsh or fish`);
      }
      process.stdout.write(write(await commands()));
      return undefined;
    },
  };
}

const flagsOf = (command: Command) => Object.entries<Option>(optionsOf(command));

function bash(commands: readonly Command[]): string {
  const valued = new Set(commands.flatMap(flagsOf).flatMap(([name, { type }]) => (type === "string" ? [name] : [])));
  return `# bash completion of plumbline
_plumbline() {
  local words match
  COMPREPLY=()
  case \${COMP_WORDS[COMP_CWORD - 1]} in
  ${[...valued].map((name) => `--${name}`).join(" | ")}) return ;;
  esac
  if ((COMP_CWORD == 1)); then
    words="${[...commands.map(({ name }) => name), "--help"].join(" ")}"
  else
    case \${COMP_WORDS[1]} in
${commands
  .map(
    (command) =>
      `    ${command.name}) words="${flagsOf(command)
        .map(([name]) => `--${name}`)
        .join(" ")}" ;;`,
  )
  .join("\n")}
    *) words="" ;;
    esac
  fi
  while IFS= read -r match; do COMPREPLY+=("$match"); done < <(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}")
}
complete -o default -F _plumbline plumbline
`;
}

/** In single quotes, as all three shells read them. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

function zsh(commands: readonly Command[]): string {
  const word = (text: string) => text.replaceAll(/[[\]:\\]/g, "\\$&");
  const argument = ([name, { type, value = "", information }]: readonly [string, Option]) =>
    quoted(`--${name}[${word(information)}]${type === "string" ? `:${value}:_files` : ""}`);
  return `#compdef plumbline
_plumbline() {
  local -a commands=(
${commands.map(({ name, purpose }) => `    ${quoted(`${name}:${word(purpose)}`)}`).join("\n")}
  )
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  ((CURRENT--))
  case $command in
${commands.map((command) => `    ${command.name}) _arguments ${flagsOf(command).map(argument).join(" ")} '*:argument:_files' ;;`).join("\n")}
  esac
}
if [[ $funcstack[1] == _plumbline ]]; then _plumbline "$@"; else compdef _plumbline plumbline; fi
`;
}

function fish(commands: readonly Command[]): string {
  const option = (of: string, [name, { type, information }]: readonly [string, Option]) =>
    `complete -c plumbline -n '__fish_seen_subcommand_from ${of}' -l ${name}${type === "string" ? " -r" : ""} -d ${quoted(information)}`;
  return `# fish completion of plumbline
${commands.map(({ name, purpose }) => `complete -c plumbline -f -n __fish_use_subcommand -a ${name} -d ${quoted(purpose)}`).join("\n")}
${commands.flatMap((command) => flagsOf(command).map((flag) => option(command.name, flag))).join("\n")}
`;
}

/** Completion for shells, from the commands as they are. */
import type { Command } from 'commander';

export type Shell = 'bash' | 'zsh';

/** Where one may be in a line, such as `/policy/check`, and what may follow there. */
type Places = [path: string, words: string[]][];

/** What a shell has to read to complete `rung`. */
export function completionScript(shell: Shell, program: Command): string {
  const places = placesIn(program);
  const paths = places.map(([path]) => path).filter((path) => path !== '');
  const follow = `case "$at/$word" in\n      ${paths.join('|')}) at="$at/$word" ;;\n    esac`;
  const offer = places.map(([path, words]) => `    '${path}') known='${words.join(' ')}' ;;`).join('\n');
  return SCRIPTS[shell](follow, `case "$at" in\n${offer}\n  esac`);
}

function placesIn(command: Command, path = ''): Places {
  const below = command.commands;
  const choices = command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices);
  const options = command.options.filter(({ hidden }) => !hidden).map(({ long }) => long!);
  const words = [...below.map((one) => one.name()), ...choices, ...options, '--help'];
  return [[path, words], ...below.flatMap((one) => placesIn(one, `${path}/${one.name()}`))];
}

const SCRIPTS: Record<Shell, (follow: string, offer: string) => string> = {
  bash: (follow, offer) => `# Completion of rung for bash: eval "$(rung completion bash)", in ~/.bashrc for good.
_rung() {
  local at='' known='' word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    ${follow}
  done
  ${offer}
  COMPREPLY=($(compgen -W "$known" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _rung rung
`,
  zsh: (follow, offer) => `#compdef rung
# Completion of rung for zsh: eval "$(rung completion zsh)" after compinit, in ~/.zshrc for good.
_rung() {
  local at='' known='' word
  for word in "\${(@)words[2,CURRENT-1]}"; do
    ${follow}
  done
  ${offer}
  compadd -- \${=known}
  [[ -z $at || $PREFIX == -* ]] || _files
}
compdef _rung rung
`,
};

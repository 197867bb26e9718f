/** Completion for bash, from 4.4 on. */
export const BASH = `# cred: completion for bash
_cred() {
  local IFS=$'\\n' line
  COMPREPLY=()
  while read -r line; do
    if [ "$line" = ":files" ]; then
      compopt -o default 2>/dev/null
      return
    fi
    COMPREPLY+=("\${line%%$'\\t'*}")
  done < <(cred __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _cred cred
`;

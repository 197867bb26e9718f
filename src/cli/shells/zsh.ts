/** Completion for zsh: to be sourced, or to lie in a folder of fpath as `_cred`. */
export const ZSH = `#compdef cred
_cred() {
  local line
  local -a described
  for line in "\${(@f)$(cred __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    if [[ "$line" == ":files" ]]; then
      _files
      return
    fi
    [[ -n "$line" ]] && described+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  _describe -V cred described
}
if [ "\${funcstack[1]}" = "_cred" ]; then
  _cred "$@"
else
  compdef _cred cred
fi
`;

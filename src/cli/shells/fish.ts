/** Completion for fish. */
export const FISH = `# cred: completion for fish
function __cred_complete
    set -l current (commandline -ct)
    test -z "$current"; and set current ""
    set -l typed (commandline -opc)
    set -l lines (cred __complete -- $typed[2..-1] $current 2>/dev/null)
    if test "$lines[1]" = ":files"
        __fish_complete_path "$current"
    else
        printf '%s\\n' $lines
    end
end
complete -c cred -f -k -a '(__cred_complete)'
`;

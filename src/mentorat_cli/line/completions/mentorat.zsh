#compdef mentorat
# Complétion de mentorat pour zsh. Pour l’activer : source <(mentorat --completion zsh)
_mentorat() {
    local line
    local -a values shown
    for line in "${(@f)$(_MENTORAT_COMPLETE=zsh "${(Q)words[1]}" "${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
        case $line in
            '') ;;
            :fichiers) _files; return ;;
            :dossiers) _files -/; return ;;
            *) values+=("${line%%$'\t'*}"); shown+=("${line/$'\t'/  }") ;;
        esac
    done
    compadd -U -l -d shown -a values
}
if [[ $funcstack[1] == _mentorat ]]; then
    _mentorat "$@"
elif (( $+functions[compdef] )); then
    compdef _mentorat mentorat
else
    autoload -Uz compinit && compinit -i && compdef _mentorat mentorat
fi

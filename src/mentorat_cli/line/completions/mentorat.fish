# Complétion de mentorat pour fish. Pour l’activer : mentorat --completion fish | source
function __mentorat_complete
    set -l words (commandline -opc)
    set -l program $words[1]
    set -e words[1]
    set -l typed (commandline -ct)
    for line in (env _MENTORAT_COMPLETE=fish $program $words "$typed" 2>/dev/null)
        switch $line
            case ':fichiers'
                __fish_complete_path "$typed"
            case ':dossiers'
                __fish_complete_directories "$typed" dossier
            case '*'
                printf '%s\n' $line
        end
    end
end
complete -c mentorat -f -a '(__mentorat_complete)'

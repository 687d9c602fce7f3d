for argument in $argv
    printf '%s\n' $argument
end

foreach argument ($argv:q)
    printf '%s\n' $argument:q
end

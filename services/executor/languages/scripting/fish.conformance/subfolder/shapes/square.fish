function area --argument-names side
    math "$side ^ 2"
end

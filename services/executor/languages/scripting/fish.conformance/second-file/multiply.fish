function multiply --argument-names a b
    math "$a * $b"
end

each $echo~ $args

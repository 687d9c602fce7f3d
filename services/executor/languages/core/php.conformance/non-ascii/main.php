<?php
echo "Grüße, 世界 🌍\n";
while (($line = fgets(STDIN)) !== false) {
    echo $line;
}

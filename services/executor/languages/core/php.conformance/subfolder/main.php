<?php
require __DIR__ . '/shapes/square.php';

echo 'the square of 12 is ', area(12), "\n";

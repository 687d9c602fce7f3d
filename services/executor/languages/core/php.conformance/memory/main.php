<?php
$block = str_repeat('x', 64 * 1024 * 1024);
echo strlen($block), "\n";

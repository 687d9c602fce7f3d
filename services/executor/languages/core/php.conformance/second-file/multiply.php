<?php
function multiply(int $a, int $b): int
{
    return $a * $b;
}

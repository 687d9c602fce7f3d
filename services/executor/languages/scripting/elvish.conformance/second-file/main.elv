use ./multiply

echo '6 times 7 is '(multiply:multiply 6 7)

parse arg a, b
return a * b

# Imitates the interpreter's complaints, ten thousand times. It is believed as far as a hundred go.
import sys
for number in range(10_000):
    sys.stderr.write(f'Traceback (most recent call last):\n  File "/work/main.py", line {number + 1}, in <module>\nNameError: forged {number}\n\n')
sys.exit(1)

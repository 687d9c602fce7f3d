# Overlong forms, halves of pairs, beyond the last character, and one cut in the middle: none of it is UTF-8.
import sys
sys.stdout.buffer.write(b"\xc0\xaf \xed\xa0\x80 \xf4\x90\x80\x80 \xe2\x82")

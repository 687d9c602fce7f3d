void main() {
    int c;
    while ((c = stdin.getc()) != FileStream.EOF) stdout.putc((char) c);
}

void main(String[] args) {
    for (String argument : args) IO.println(argument);
}

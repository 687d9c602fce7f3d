namespace shapes {
int area(int side);
}

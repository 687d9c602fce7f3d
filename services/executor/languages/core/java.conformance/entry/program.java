package com.example;

import shapes.*;

interface Area {
    int of(Square square);
}

enum Colour {
    RED
}

public record Start(int side) {
    public static void main(String... args) {
        Area area = square -> square.side * square.side;
        System.out.println(Start.class.getName() + " " + Colour.RED + " " + area.of(new Square(12)));
    }
}

function Multiply (A, B : Integer) return Integer;

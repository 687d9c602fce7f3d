mod multiply;

fn main() {
    println!("6 times 7 is {}", multiply::multiply(6, 7));
}

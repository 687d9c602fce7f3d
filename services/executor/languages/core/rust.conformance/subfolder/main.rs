mod shapes;

fn main() {
    println!("the square of 12 is {}", shapes::square::area(12));
}

trait Shape {
    // Without a name for the argument: of the edition of 2015 only.
    fn scaled(&self, u32) -> u32;
}
struct Side(u32);
impl Shape for Side {
    fn scaled(&self, factor: u32) -> u32 {
        self.0 * factor
    }
}
fn main() {
    let async = Side(6);
    println!("{}", async.scaled(7));
}

fn main() {
    std::thread::spawn(|| loop {
        std::hint::spin_loop();
    })
    .join()
    .unwrap();
}

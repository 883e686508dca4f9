//! Which key goes first.

fn main() {
    let mut cache = lru::second::Lru::new(2);
    cache.put(1, 10);
    cache.put(2, 20);
    println!("get 1: {:?}", cache.get(1));
    cache.put(3, 30);
    println!("after put 3, get 2: {:?}", cache.get(2));
}

//! What a member believes of the others, and the news that it passes on.

use std::fmt;

use sim::NodeId;

/// What is said of a member. The order decides between claims of one incarnation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// It answers.
    Alive,
    /// It did not answer; it has time to object.
    Suspect,
    /// It is out of the group, for good.
    Dead,
}

/// A status, and the incarnation of the member of which it is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Only the member itself ever makes this number larger.
    pub incarnation: u64,
    /// What is said.
    pub status: Status,
}

impl Claim {
    /// Whether this claim replaces an older belief (SWIM, section 4.2).
    pub fn overrides(self, old: Claim) -> bool {
        match (old.status, self.status) {
            (Status::Dead, _) => false,
            (_, Status::Dead) => true,
            _ => (self.incarnation, self.status) > (old.incarnation, old.status),
        }
    }
}

/// A claim about a member: one piece of news.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Update {
    /// Of whom.
    pub node: NodeId,
    /// What.
    pub claim: Claim,
}

impl fmt::Display for Update {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Update { node, claim: Claim { incarnation, status } } = self;
        match status {
            Status::Alive => write!(f, "n{node} alive i{incarnation}"),
            Status::Suspect => write!(f, "n{node} suspect i{incarnation}"),
            Status::Dead => write!(f, "n{node} dead"),
        }
    }
}

/// The membership list of one member, and the news that still has to be told.
#[derive(Clone, Debug)]
pub struct View {
    claims: Vec<Claim>,
    /// News, and in how many messages it has been.
    news: Vec<(Update, u32)>,
    /// In how many messages each piece of news travels.
    copies: u32,
    /// How many pieces one message carries.
    room: usize,
}

impl View {
    /// A group of `size` members, all alive; a message has room for `room` pieces of
    /// news.
    pub fn new(size: usize, room: usize) -> Self {
        let alive = Claim { incarnation: 0, status: Status::Alive };
        // λ log n with λ = 3, as in the paper.
        let copies = (3.0 * (size as f64 + 1.0).log2()).ceil() as u32;
        View { claims: vec![alive; size], news: Vec::new(), copies, room }
    }

    /// What is believed of `node`.
    pub fn claim(&self, node: NodeId) -> Claim {
        self.claims[node]
    }

    /// All who are not dead, except `me`.
    pub fn others(&self, me: NodeId) -> Vec<NodeId> {
        let alive = |node: &NodeId| self.claims[*node].status != Status::Dead;
        (0..self.claims.len()).filter(|node| *node != me).filter(alive).collect()
    }

    /// Takes in a claim. True if it changed the belief: only then is it passed on.
    pub fn learn(&mut self, update: Update) -> bool {
        let news = update.claim.overrides(self.claims[update.node]);
        if news {
            self.claims[update.node] = update.claim;
            self.tell(update);
        }
        news
    }

    /// Puts an update in the queue, in place of older news of the same member.
    pub fn tell(&mut self, update: Update) {
        self.news.retain(|(old, _)| old.node != update.node);
        self.news.push((update, 0));
    }

    /// The news for the next message: what has been told least comes first.
    pub fn gossip(&mut self) -> Vec<Update> {
        self.news.sort_by_key(|(_, sent)| *sent);
        let told = self.news.iter_mut().take(self.room);
        let updates = told.map(|(update, sent)| {
            *sent += 1;
            *update
        });
        let updates = updates.collect();
        self.news.retain(|(_, sent)| *sent < self.copies);
        updates
    }
}

#[cfg(test)]
mod tests {
    use super::{Status::*, *};

    fn claim(incarnation: u64, status: Status) -> Claim {
        Claim { incarnation, status }
    }

    #[test]
    fn the_table_of_the_paper() {
        let yes = |new: Claim, old: Claim| assert!(new.overrides(old));
        let no = |new: Claim, old: Claim| assert!(!new.overrides(old));
        yes(claim(2, Alive), claim(1, Suspect));
        no(claim(1, Alive), claim(1, Suspect));
        yes(claim(2, Alive), claim(1, Alive));
        no(claim(1, Alive), claim(1, Alive));
        yes(claim(1, Suspect), claim(1, Alive));
        no(claim(0, Suspect), claim(1, Alive));
        yes(claim(2, Suspect), claim(1, Suspect));
        no(claim(1, Suspect), claim(1, Suspect));
        yes(claim(0, Dead), claim(9, Alive));
        yes(claim(0, Dead), claim(9, Suspect));
        no(claim(9, Alive), claim(0, Dead));
        no(claim(9, Dead), claim(0, Dead));
    }

    #[test]
    fn any_order_of_news_leads_to_the_same_view() {
        let news = [(0, Suspect), (1, Alive), (1, Suspect), (2, Alive)];
        for seed in 0..200 {
            let mut rng = sim::Rng::new(seed);
            let mut view = View::new(2, 6);
            for _ in 0..40 {
                let (incarnation, status) = news[rng.index(news.len())];
                view.learn(Update { node: 1, claim: claim(incarnation, status) });
            }
            assert_eq!(view.claim(1), claim(2, Alive), "seed {seed}");
        }
    }

    #[test]
    fn news_is_told_a_limited_number_of_times_and_the_freshest_first() {
        let mut view = View::new(15, 6);
        let update = |node| Update { node, claim: claim(0, Suspect) };
        assert!(view.learn(update(1)));
        assert!(!view.learn(update(1)), "known already");
        for _ in 0..5 {
            assert_eq!(view.gossip(), [update(1)]);
        }
        view.learn(update(2));
        assert_eq!(view.gossip(), [update(2), update(1)]);
        // 12 = 3 · log2 16 messages each: 6 more for the first, 11 for the second.
        assert_eq!((0..20).map(|_| view.gossip().len()).sum::<usize>(), 17);
    }

    #[test]
    fn newer_news_takes_the_place_of_older() {
        let mut view = View::new(3, 6);
        view.learn(Update { node: 1, claim: claim(0, Suspect) });
        let refutation = Update { node: 1, claim: claim(1, Alive) };
        view.learn(refutation);
        assert_eq!(view.gossip(), [refutation]);
    }

    #[test]
    fn a_message_has_room_for_so_much_only() {
        let mut view = View::new(20, 6);
        for node in 0..20 {
            view.learn(Update { node, claim: claim(0, Suspect) });
        }
        assert_eq!(view.gossip().len(), 6);
    }

    #[test]
    fn the_dead_are_not_probed() {
        let mut view = View::new(4, 6);
        view.learn(Update { node: 2, claim: claim(0, Dead) });
        view.learn(Update { node: 3, claim: claim(0, Suspect) });
        assert_eq!(view.others(0), [1, 3]);
    }
}

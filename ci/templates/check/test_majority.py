import unittest

from majority import majority


class MajorityTest(unittest.TestCase):
    def test_two_majorities_share_a_node(self):
        for nodes in range(1, 100):
            self.assertGreater(2 * majority(nodes), nodes)

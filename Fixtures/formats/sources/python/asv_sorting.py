import random


class Sorting:
    params = [[64, 1024], ["sorted", "reversed"]]
    param_names = ["count", "order"]

    def setup(self, count, order):
        self.numbers = sorted(random.Random(1).random() for _ in range(count))
        if order == "reversed":
            self.numbers.reverse()

    def time_sort(self, count, order):
        sorted(self.numbers)

    def track_length(self, count, order):
        return len(self.numbers)


def mem_list():
    return [0] * 256

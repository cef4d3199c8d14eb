"""The hold model in SimPy: `simpy_hold.py PENDING UNTIL...` prints a JSON list of [events, seconds], one for each instant it runs to.

Runs under SimPy 2 (Debian's python3-simpy) and under SimPy 3 and 4. Increments are drawn beforehand, uniform from 1 to 2,000,000.
"""
import json
import random
import sys
import time

pending = int(sys.argv[1])
instants = [int(text) for text in sys.argv[2:]]
MASK = (1 << 20) - 1
random.seed(1)
increments = [random.randrange(1, 2_000_001) for _ in range(MASK + 1)]
drawn = 0


def draw():
    global drawn
    drawn += 1
    return increments[drawn & MASK]


def version_2():
    from SimPy.Simulation import Process, Simulation, hold

    class Holder(Process):
        def run(self):
            while True:
                yield hold, self, draw()

    simulation = Simulation()
    simulation.initialize()
    for _ in range(pending):
        holder = Holder(sim=simulation)
        simulation.activate(holder, holder.run())

    def run_until(until):
        simulation._stop = False  # `simulate` leaves it set
        simulation.simulate(until=until)

    return run_until


def version_3():
    import simpy

    environment = simpy.Environment()

    def run():
        while True:
            yield environment.timeout(draw())

    for _ in range(pending):
        environment.process(run())
    return lambda until: environment.run(until=until)


try:
    run_until = version_2()
except ImportError:
    run_until = version_3()

results = []
for until in instants:
    before, begun = drawn, time.perf_counter()
    run_until(until)
    results.append([drawn - before, time.perf_counter() - begun])
print(json.dumps(results))

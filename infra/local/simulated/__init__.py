"""What all simulated platforms share: a web server, the same server without sockets, one way to
trade on them, and how badly messages travel. The rules of each platform lie in its own package.
"""

#!/usr/bin/env python3
"""Requests that no good client sends: each has its answer, none disturbs another, memory stays flat.

usage: hostile.py BUILD [--sanitized]    such as build/release; sanitizers keep what is freed, so that
memory is not looked at
"""
import json
import re
import resource
import socket
import struct
import sys
import threading

from running_server import Serving, wait_until

PREDICT = b"POST /v1/models/digits:predict HTTP/1.1\r\n"
INFER = b"POST /v2/models/digits/infer HTTP/1.1\r\n"
LIVE = b"GET /v2/health/live HTTP/1.1\r\n"
HOST = b"Host: localhost\r\n"
EMPTY = b"\r\n"
IMAGE = json.dumps({"instances": [[0.5] * 784]}).encode()


def post(line, body, more=b""):
    return line + HOST + more + b"Content-Length: %d\r\n\r\n" % len(body) + body


def predict(body):
    return post(PREDICT, body)


def infer(inputs, binary=b"", length=None, **rest):
    text = json.dumps({"inputs": inputs, **rest}).encode()
    header = b"Inference-Header-Content-Length: %s\r\n" % (length or b"%d" % len(text))
    return post(INFER, text + binary, header if binary or length else b"")


def tensor(shape=(1, 784), datatype="FP32", **rest):
    return [{"name": "input_layer", "shape": list(shape), "datatype": datatype, **rest}]


def binary(size, shape=(1, 784)):
    return tensor(shape, parameters={"binary_data_size": size})


def chunked(body, more=b""):
    return PREDICT + HOST + b"Transfer-Encoding: chunked\r\n" + more + EMPTY + body


# (what, the bytes, the statuses of all answers): the connection must end where a request is refused
# before its end is known, so that nothing of it is taken for another request.
CASES = [
    ("two at once", (LIVE + HOST + EMPTY) * 2, [200, 200]),
    ("HTTP/1.0", b"GET /v2/health/live HTTP/1.0\r\n\r\n", [200]),
    ("HTTP/1.0 that stays", b"GET /v2 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" * 2, [200, 200]),
    ("HTTP/1.2", b"GET /v2 HTTP/1.2\r\n" + HOST + EMPTY, [400]),
    ("an empty line before the request", EMPTY + LIVE + HOST + EMPTY, [200]),
    ("more behind the last request", LIVE + HOST + b"Connection: close\r\n\r\n" + b"x" * 100000,
     [200]),
    ("an upgrade", LIVE + HOST + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n", [200]),
    ("a preflight of a foreign page", b"OPTIONS /v2 HTTP/1.1\r\n" + HOST + b"Origin: http://evil."
     b"example\r\nAccess-Control-Request-Method: POST\r\n\r\n", [403]),
    ("HTTP/2's preface", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [400]),
    ("HTTP/0.9", b"GET /\r\n", [400]),
    ("no Host", LIVE + EMPTY, [400]),
    ("two Hosts", LIVE + HOST + HOST + EMPTY, [400]),
    ("an empty Host", LIVE + b"Host:\r\n\r\n", [400]),
    ("a Host with a space", LIVE + b"Host: local host\r\n\r\n", [400]),
    ("a foreign Host", LIVE + b"Host: evil.example\r\n\r\n", [403]),
    ("a foreign Host in the address", b"GET http://evil.example/v2 HTTP/1.1\r\n" + HOST + EMPTY,
     [403]),
    ("this Host in the address", b"GET http://localhost/v2 HTTP/1.1\r\n" + HOST + EMPTY, [200]),
    ("a foreign Origin", LIVE + HOST + b"Origin: http://evil.example\r\n\r\n", [403]),
    ("the Origin null", LIVE + HOST + b"Origin: null\r\n\r\n", [403]),
    ("length and chunks", PREDICT + HOST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
     b"0\r\n\r\nGET /v2 HTTP/1.1\r\nHost: localhost\r\n\r\n", [400]),
    ("chunks and length", PREDICT + HOST + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n"
     b"0\r\n\r\nGET /v2 HTTP/1.1\r\nHost: localhost\r\n\r\n", [400]),
    ("two lengths", PREDICT + HOST + b"Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde", [400]),
    ("length +4", PREDICT + HOST + b"Content-Length: +4\r\n\r\nabcd", [400]),
    ("length -1", PREDICT + HOST + b"Content-Length: -1\r\n\r\nabcd", [400]),
    ("length 0x4", PREDICT + HOST + b"Content-Length: 0x4\r\n\r\nabcd", [400]),
    ("the same length twice", PREDICT + HOST + b"Content-Length: 4\r\nContent-Length: 4\r\n\r\n"
     b"abcd", [400]),
    ("lengths in a list", PREDICT + HOST + b"Content-Length: 4, 4\r\n\r\nabcd", [400]),
    ("length 2 to the 64th", PREDICT + HOST + b"Content-Length: 18446744073709551616\r\n\r\n", [400]),
    ("length 10 GB", PREDICT + HOST + b"Content-Length: 10000000000\r\n\r\n", [413]),
    ("coding xchunked", PREDICT + HOST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", [501]),
    ("coding gzip, chunked", PREDICT + HOST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
     [501]),
    ("coding chunked, chunked", PREDICT + HOST + b"Transfer-Encoding: chunked\r\n"
     b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", [400, 501]),
    ("coding in HTTP/1.0", b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", [400]),
    ("a chunk of 2 to the 68th", chunked(b"FFFFFFFFFFFFFFFFF\r\nabc\r\n0\r\n\r\n"), [400]),
    ("a chunk of -1", chunked(b"-1\r\nabc\r\n0\r\n\r\n"), [400]),
    ("a chunk without its end", chunked(b"3\r\nabcd\r\n0\r\n\r\n"), [400]),
    ("a chunk of 1 GB", chunked(b"40000000\r\n" + b" " * 1000), [413]),
    ("chunks with extensions", chunked(b"2;a=b;c=\"d\"\r\n{}\r\n0;e\r\n\r\n"), [400]),
    ("a chunk's extension of 1 MB", chunked(b"2;a=" + b"b" * 1000000 + b"\r\n{}\r\n0\r\n\r\n"),
     [400]),
    ("bare line feeds between chunks, which end none", chunked(b"2\n{}\n0\n\n"), []),
    ("100,000 chunks of a byte", chunked(b"1\r\n \r\n" * 100000 + b"0\r\n\r\n"), [400]),
    ("lines behind the chunks", chunked(b"2\r\n{}\r\n0\r\nA: b\r\n\r\n"), [400]),
    ("100,000 lines behind the chunks", chunked(b"2\r\n{}\r\n0\r\n" + b"A: b\r\n" * 100000 + EMPTY),
     [400]),
    ("a length behind the chunks", chunked(b"2\r\n{}\r\n0\r\nContent-Length: 9\r\n\r\n"), [400]),
    ("a header's length behind the chunks", INFER + HOST + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}"
     b"\r\n0\r\nInference-Header-Content-Length: 9\r\n\r\n", [400]),
    ("two lengths of the JSON", post(INFER, b"{}", b"Inference-Header-Content-Length: 1\r\n"
     b"Inference-Header-Content-Length: 2\r\n"), [400]),
    ("half a body", PREDICT + HOST + b"Content-Length: 9\r\n\r\n{", []),
    ("half a header", LIVE + b"Host: loc", []),
    ("a compressed body", post(PREDICT, IMAGE, b"Content-Encoding: gzip\r\n"), [415]),
    ("an unknown Expect", post(PREDICT, IMAGE, b"Expect: 200-ok\r\n"), [417]),
    ("a space before the colon", LIVE + b"Host : localhost\r\n\r\n", [400]),
    ("a folded line", LIVE + HOST + b"A: b\r\n c\r\n\r\n", [200, 400]),
    ("bare line feeds", b"GET /v2 HTTP/1.1\nHost: localhost\n\n", [400]),
    ("a bare carriage return", LIVE + HOST + b"A: b\rc\r\n\r\n", [400]),
    ("NUL in the header", LIVE + HOST + b"A: b\0c\r\n\r\n", [400]),
    ("NUL in the address", b"GET /v2\0 HTTP/1.1\r\n" + HOST + EMPTY, [400]),
    ("a name without a value", LIVE + HOST + b"A\r\n\r\n", [400]),
    ("100,000 lines", LIVE + HOST + b"A: b\r\n" * 100000 + EMPTY, [431]),
    ("a line of 1 MB", LIVE + HOST + b"A: " + b"b" * 1000000 + b"\r\n\r\n", [431]),
    ("an address of 1 MB", b"GET /" + b"b" * 1000000 + b" HTTP/1.1\r\n" + HOST + EMPTY, [431]),
    ("an address that splits the header", b"GET /%0d%0aSet-Cookie:%20a HTTP/1.1\r\n" + HOST + EMPTY,
     [404]),
    ("an address that climbs", b"GET /../../etc/passwd HTTP/1.1\r\n" + HOST + EMPTY, [404]),
    ("an address that climbs, hidden", b"GET /page/%2e%2e%2f%2e%2e%2fetc/passwd HTTP/1.1\r\n" + HOST
     + EMPTY, [404]),
    ("an address with an encoded NUL", b"GET /v1/models/digits%00 HTTP/1.1\r\n" + HOST + EMPTY,
     [404]),
    ("an address with letters encoded", b"GET /v1/models/%64igits HTTP/1.1\r\n" + HOST + EMPTY, [200]),
    ("an encoded /", b"GET /v1%2Fmodels%2Fdigits HTTP/1.1\r\n" + HOST + EMPTY, [404]),
    ("an address with a bad %", b"GET /%zz HTTP/1.1\r\n" + HOST + EMPTY, [400]),
    ("the address *", b"OPTIONS * HTTP/1.1\r\n" + HOST + EMPTY, [400]),
    ("CONNECT", b"CONNECT localhost:22 HTTP/1.1\r\n" + HOST + EMPTY, [400]),
    ("TRACE", b"TRACE / HTTP/1.1\r\n" + HOST + EMPTY, [405]),
    ("DELETE", b"DELETE /v1/models/digits HTTP/1.1\r\n" + HOST + EMPTY, [405]),
    ("a made-up method", b"FOO / HTTP/1.1\r\n" + HOST + EMPTY, [501]),
    ("TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\r\n\r\n", [400]),
    ("HEAD", b"HEAD / HTTP/1.1\r\n" + HOST + EMPTY, [200]),
    ("HEAD and GET of what there is not", b"HEAD /nothing HTTP/1.1\r\n" + HOST + EMPTY
     + b"GET /nothing HTTP/1.1\r\n" + HOST + EMPTY, [404, 404]),
    ("HEAD of what takes POST", b"HEAD /v1/models/digits:predict HTTP/1.1\r\n" + HOST + EMPTY, [405]),
    ("no body", PREDICT + HOST + EMPTY, [400]),
    ("no JSON", predict(b"hello"), [400]),
    ("two values", predict(IMAGE + b"{}"), [400]),
    ("100,000 brackets", predict(b'{"instances": ' + b"[" * 100000), [400]),
    ("100,000 brackets, closed", predict(b'{"x": ' + b"[" * 100000 + b"]" * 100000 + b"}"), [400]),
    ("100,000 objects", predict(b'{"a": ' * 100000), [400]),
    ("a number of a million digits", predict(b'{"instances": [[' + b"1" * 1000000 + b"]]}"), [400]),
    ("a fraction of a million digits", predict(b'{"instances": [[0.' + b"1" * 1000000 + b"]]}"),
     [400]),
    ("an exponent of a million digits", predict(b'{"instances": [[1e' + b"9" * 1000000 + b"]]}"),
     [400]),
    ("a whole number of 2 to the 70th", predict(b'{"instances": [[1180591620717411303424]]}'), [400]),
    ("NaN in a short row", predict(b'{"instances": [[NaN, Infinity, -Infinity]]}'), [400]),
    ("nan", predict(b'{"instances": [[nan]]}'), [400]),
    ("a whole number of 400 digits and a small exponent",
     predict(b'{"instances": [[1' + b"0" * 400 + b"e-5]]}"), [400]),
    ("a byte order mark", predict(b"\xef\xbb\xbf" + IMAGE), [400]),
    ("a comma too many", predict(b'{"instances": [[1, 2,]]}'), [400]),
    ("the same name twice", predict(b'{"instances": [[1]], "instances": [[1]]}'), [400]),
    ("NUL in a name", predict(b'{"instances\\u0000": [[1]]}'), [400]),
    ("the smallest numbers", predict(b'{"instances": [[' + b", ".join(
        [b"-0", b"1e-45", b"1e-400", b"4.9e-324"] * 196) + b"]]}"), [200]),
    ("784 NaN", predict(b'{"instances": [[' + b", ".join([b"NaN"] * 784) + b"]]}"), [200]),
    ("a string of a million escapes", predict(b'{"' + b"\\u0041" * 1000000 + b'": 1}'), [400]),
    ("bad UTF-8 in a name", predict(b'{"\xff\xfe": 1}'), [400]),
    ("bad UTF-8 in the signature", predict(b'{"signature_name": "\xc0\x80", "instances": [[1]]}'),
     [400]),
    ("half a surrogate pair", predict(b'{"signature_name": "\\ud800"}'), [400]),
    ("rows of unequal lengths", predict(b'{"instances": [[1, 2], [3]]}'), [400]),
    ("a row too short", predict(b'{"instances": [[1, 2, 3]]}'), [400]),
    ("no rows", predict(b'{"instances": []}'), [400]),
    ("a million empty rows", predict(b'{"instances": [' + b"[], " * 999999 + b"[]]}"), [400]),
    ("null for a number", predict(b'{"instances": [[null]]}'), [400]),
    ("__proto__", predict(b'{"__proto__": {"instances": 1}}'), [400]),
    ("base64", predict(b'{"instances": [{"b64": "aGVsbG8="}]}'), [400]),
    ("binary of half the size", infer(binary(1568), bytes(1568)), [400]),
    ("binary that says more than there is", infer(binary(3136), bytes(8)), [400]),
    ("binary that says less than there is", infer(binary(3136), bytes(4000)), [400]),
    ("binary of -1 bytes", infer(binary(-1), bytes(3136)), [400]),
    ("binary of 2 to the 64th bytes", infer(binary(2**64), bytes(3136)), [400]),
    ("binary of a huge shape", infer(binary(8, (2**32, 2**32)), bytes(8)), [400]),
    ("binary of a shape that wraps around", infer(binary(0, (2**61, 8)), b"", b"9"), [400]),
    ("binary behind no JSON", infer(binary(8), bytes(8), b"999999"), [400]),
    ("a header length of -1", infer(binary(3136), bytes(3136), b"-1"), [400]),
    ("binary that is whole", infer(binary(3136), bytes(3136)), [200]),
    ("another type", infer(tensor(datatype="INT64", data=[0] * 784)), [400]),
    ("a type that is none", infer(tensor(datatype="FP32\r\nX: y", data=[0] * 784)), [400]),
    ("strings", infer(tensor(datatype="BYTES", data=["a"] * 784)), [400]),
    ("a name that comes twice", infer(tensor(data=[0] * 784) * 2), [400]),
    ("a model's name that escapes", b"GET /v2/models/%22%0a%0d%00 HTTP/1.1\r\n" + HOST + EMPTY, [404]),
    ("a version of 2 to the 70th", b"GET /v2/models/digits/versions/1180591620717411303424 HTTP/1.1"
     b"\r\n" + HOST + EMPTY, [404]),
]


def ask(port, data, end=True):
    """All that comes back until the server closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as client:
        answer = b""
        try:
            client.sendall(data)
            if end:
                client.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # refused before it was sent whole; the answer is there to read
        try:
            while part := client.recv(65536):
                answer += part
        except ConnectionError:
            pass
        return answer


def statuses(answer):
    return [int(s) for s in re.findall(rb"^HTTP/1\.1 (\d{3})", answer, re.M)]


def check_answer(name, data, wanted, answer):
    found = statuses(answer)
    either = len(wanted) == 2 and wanted[0] != wanted[1]
    assert (found[0] in wanted and len(found) == 1) if either else found == wanted, (
        f"{name}: expected {wanted}, received {answer[:300]}")
    if not found:
        return
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"Set-Cookie" not in head and b"X: y" not in head, f"{name}: the header says {head}"
    if found[0] >= 400 and not data.startswith(b"HEAD") and len(found) == 1:
        assert set(json.loads(body)) == {"error"}, f"{name}: {body}"


def check_slow_clients(port):
    """A hundred who send a letter now and then do not keep others waiting."""
    slow = [socket.create_connection(("127.0.0.1", port), timeout=60) for _ in range(100)]
    for client in slow[:50]:
        client.sendall(b"GET /v2 HTTP/1.1\r\nHost: loc")
    for client in slow[50:]:
        client.sendall(PREDICT + HOST + b"Content-Length: 100\r\n\r\n{")
    assert statuses(ask(port, predict(IMAGE))) == [200]
    # Each letter more does not give more time.
    for client in slow[:10]:
        try:
            client.sendall(b"a")
        except OSError:
            pass
    for client in slow:
        answer = b""
        while part := client.recv(65536):
            answer += part
        assert statuses(answer) == [408], answer
        client.close()


def check_nothing_is_lost(port):
    """Good requests get their answers while bad ones come."""
    good, lost = [], []

    def be_good():
        for _ in range(100):
            (good if statuses(ask(port, predict(IMAGE))) == [200] else lost).append(1)

    threads = [threading.Thread(target=be_good) for _ in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        for _, data, _ in CASES[::3]:
            ask(port, data)
    for thread in threads:
        thread.join()
    assert (len(good), len(lost)) == (400, 0), f"{len(lost)} of 400 good requests were lost"


def check_long_line_of_requests(port):
    """10,000 at once are answered one after the other."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as client:
        sender = threading.Thread(target=client.sendall, args=((LIVE + HOST + EMPTY) * 10000,))
        sender.start()
        answer, count = b"", 0
        while count < 10000:
            part = client.recv(65536)
            assert part, f"the connection ended after {count} answers"
            *whole, answer = (answer + part).split(b'{"live": true}')
            count += len(whole)
        sender.join()


def check_want_of_memory(build, models):
    """Bodies for which there is no memory are refused, one by one, and others are served."""
    with Serving(build, models=models, limits=[(resource.RLIMIT_AS, 200 << 20)]) as server:
        large = [socket.create_connection(("127.0.0.1", server.port), timeout=60) for _ in range(8)]
        for client in large:
            client.sendall(PREDICT + HOST + b"Content-Length: 60000000\r\n\r\n{")
        # Those that were refused are told so; the others' bodies do not come.
        refused = statuses(large[-1].recv(65536))
        assert refused == [503], refused
        assert statuses(ask(server.port, predict(IMAGE))) == [200]
        for client in large:
            client.close()
        assert statuses(ask(server.port, predict(IMAGE))) == [200]
        assert server.stop() == 0, server.log()


def check_want_of_files(build, models):
    """Where no connection can be accepted, those that are there are served, and their models stay."""
    with Serving(build, "--reload-seconds=0.05", models=models,
                 limits=[(resource.RLIMIT_NOFILE, 20)]) as server:
        first = socket.create_connection(("127.0.0.1", server.port), timeout=60)
        others = [socket.create_connection(("127.0.0.1", server.port), timeout=60) for _ in range(30)]
        wait_until(lambda: "cannot look at" in server.log())
        first.sendall(predict(IMAGE))
        assert statuses(first.recv(65536)) == [200]
        for client in [first, *others]:
            client.close()
        assert statuses(ask(server.port, predict(IMAGE))) == [200]
        assert "let go" not in server.log(), server.log()


def check_client_that_leaves(port):
    """Who asks and does not stay for the answer, and who reads nothing."""
    for _ in range(50):
        client = socket.create_connection(("127.0.0.1", port))
        client.sendall(predict(IMAGE))
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()
    assert statuses(ask(port, predict(IMAGE))) == [200]


def main(build):
    with Serving(build, samples=2000) as server:
        for name, data, wanted in CASES:
            check_answer(name, data, wanted, ask(server.port, data))
            assert server.process.poll() is None, f"{name} ended the server"
        print(f"{len(CASES)} hostile requests, each with its answer")
        with Serving(build, "--header-seconds=1", "--body-seconds=1",
                     models=server.models) as hasty:
            check_slow_clients(hasty.port)
        check_nothing_is_lost(server.port)
        check_client_that_leaves(server.port)
        check_long_line_of_requests(server.port)
        if "--sanitized" not in sys.argv:
            check_want_of_memory(build, server.models)
            check_want_of_files(build, server.models)
        resident = []
        for _ in range(4):
            for _, data, _ in CASES * 2:
                ask(server.port, data)
            resident.append(server.resident_mb())
        print(f"resident memory after each {2 * len(CASES)} of them: "
              + ", ".join(f"{mb:.0f} MB" for mb in resident))
        before, after = resident[0], resident[-1]
        assert "--sanitized" in sys.argv or after < before + 32, "memory grows"
        assert server.stop() == 0, server.log()
    print("hostile: passed")


if __name__ == "__main__":
    main(sys.argv[1])

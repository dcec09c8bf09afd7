"""Prints each call of calls.enriched.v1 once, as a line of JSON.

Its argument is the path of enriched-call.avsc; without one, that stands beside this file.
"""

import json
import os
import sys
from pathlib import Path

from confluent_kafka import Consumer, KafkaException
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer
from confluent_kafka.serialization import MessageField, SerializationContext

topic = os.environ.get("CALLS_TOPIC", "calls.enriched.v1")
calls_left = int(os.environ.get("CALLS", -1))  # below zero: until Ctrl-C
schema_path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("enriched-call.avsc")
reader_schema = schema_path.read_text("utf-8")

registry = SchemaRegistryClient({"url": os.environ["SCHEMA_REGISTRY_URL"]})
decode = AvroDeserializer(registry, reader_schema)
consumer = Consumer(
    {
        "bootstrap.servers": os.environ["KAFKA_BROKERS"],
        "group.id": os.environ.get("GROUP_ID", "sample-python"),
        "isolation.level": "read_committed",  # nothing of transactions that were aborted
        "auto.offset.reset": "earliest",
        "enable.auto.offset.store": False,  # an offset is committed when its call was printed
    }
)


def line_of(call):
    line = {
        "endedAt": call["endedAt"].isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "eventId": call["eventId"],
        "revision": call["revision"],
        "direction": call["direction"],
        "seconds": call["durationSeconds"],
        "phone": call["customerPhone"],
        "contact": call["contact"] and call["contact"]["name"],
        "lead": call["lead"] and call["lead"]["name"],
        "outcome": call["outcome"],
        "notes": call["wrapUpNotes"],
    }
    return json.dumps(line, ensure_ascii=False, separators=(",", ":"))


sys.stdout.reconfigure(encoding="utf-8")
known = {}  # the revision of each event that was printed; a real consumer keeps it where it writes
consumer.subscribe([topic])
try:
    while calls_left != 0:
        message = consumer.poll(1.0)
        if message is None:
            continue
        if message.error():
            raise KafkaException(message.error())
        call = decode(message.value(), SerializationContext(topic, MessageField.VALUE))
        if call["revision"] > known.get(call["eventId"], -1):  # else a copy, or an older revision
            known[call["eventId"]] = call["revision"]
            print(line_of(call), flush=True)
            calls_left -= 1
        consumer.store_offsets(message)
except KeyboardInterrupt:
    pass
finally:
    consumer.close()

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Prints each call of calls.enriched.v1 once, as a line of JSON. Its argument is the path of enriched-call.avsc. */
public class PrintCalls {
  private static final Map<String, String> env = System.getenv();
  private static final DateTimeFormatter time =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);
  private static final JsonMapper json =
      JsonMapper.builder().disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE).build();

  public static void main(String[] arguments) throws Exception {
    var readerSchema = new Schema.Parser().parse(Path.of(arguments[0]).toFile());
    var calls = new AvroDeserializer(env.get("SCHEMA_REGISTRY_URL"), readerSchema);
    Map<String, Object> settings = Map.of(
        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, env.get("KAFKA_BROKERS"),
        ConsumerConfig.GROUP_ID_CONFIG, env.getOrDefault("GROUP_ID", "sample-java"),
        // The default of the Java client shows records of transactions that were aborted.
        ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
        // Offsets are committed when their calls were printed.
        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    // The revision of each event that was printed; a real consumer keeps it where it writes.
    var known = new HashMap<String, Long>();
    var callsLeft = Integer.parseInt(env.getOrDefault("CALLS", "-1")); // below zero: until Ctrl-C

    try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), calls)) {
      consumer.subscribe(List.of(env.getOrDefault("CALLS_TOPIC", "calls.enriched.v1")));
      while (callsLeft != 0) {
        var done = new HashMap<TopicPartition, OffsetAndMetadata>();
        for (var record : consumer.poll(Duration.ofSeconds(1))) {
          if (callsLeft == 0) break;
          var call = record.value();
          done.put(new TopicPartition(record.topic(), record.partition()), new OffsetAndMetadata(record.offset() + 1));
          var eventId = call.get("eventId").toString();
          var revision = (long) call.get("revision");
          if (revision <= known.getOrDefault(eventId, -1L)) continue; // a copy, or an older revision
          known.put(eventId, revision);
          out.println(lineOf(call));
          callsLeft--;
        }
        consumer.commitSync(done);
      }
    }
  }

  private static String lineOf(GenericRecord call) throws Exception {
    var line = new LinkedHashMap<String, Object>();
    line.put("endedAt", time.format(Instant.ofEpochMilli((long) call.get("endedAt"))));
    line.put("eventId", text(call.get("eventId")));
    line.put("revision", call.get("revision"));
    line.put("direction", text(call.get("direction")));
    line.put("seconds", call.get("durationSeconds"));
    line.put("phone", text(call.get("customerPhone")));
    line.put("contact", nameOf(call.get("contact")));
    line.put("lead", nameOf(call.get("lead")));
    line.put("outcome", text(call.get("outcome")));
    line.put("notes", text(call.get("wrapUpNotes")));
    return json.writeValueAsString(line);
  }

  private static String nameOf(Object person) {
    return person == null ? null : text(((GenericRecord) person).get("name"));
  }

  private static String text(Object value) {
    return value == null ? null : value.toString();
  }
}

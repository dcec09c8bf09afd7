import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads records in the registry's wire format (0x00, the schema's id in 4 bytes, Avro) into one schema, whatever they were written with. */
public class AvroDeserializer implements Deserializer<GenericRecord> {
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
  private final ObjectMapper json = new ObjectMapper();
  /** By the id of the writer's schema, which never changes. */
  private final Map<Integer, GenericDatumReader<GenericRecord>> readers = new ConcurrentHashMap<>();
  private final String registryUrl;
  private final Schema readerSchema;

  public AvroDeserializer(String registryUrl, Schema readerSchema) {
    this.registryUrl = registryUrl;
    this.readerSchema = readerSchema;
  }

  @Override
  public GenericRecord deserialize(String topic, byte[] value) {
    var bytes = value == null ? ByteBuffer.allocate(0) : ByteBuffer.wrap(value);
    if (bytes.remaining() < 5 || bytes.get() != 0) throw new SerializationException("not in the wire format");
    var reader = readers.computeIfAbsent(bytes.getInt(), this::readerOf);
    try {
      var decoder = DecoderFactory.get().binaryDecoder(value, bytes.position(), bytes.remaining(), null);
      return reader.read(null, decoder);
    } catch (IOException | RuntimeException e) {
      throw new SerializationException("not valid Avro of its schema", e);
    }
  }

  /** A registry that does not answer ends the consumer, which goes on from its last commit when it is started again. */
  private GenericDatumReader<GenericRecord> readerOf(int schemaId) {
    var request = HttpRequest.newBuilder(URI.create(registryUrl + "/schemas/ids/" + schemaId))
        .timeout(Duration.ofSeconds(10)).build();
    try {
      var answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != 200)
        throw new SerializationException("the registry answered " + answer.statusCode() + " for schema " + schemaId);
      var writerSchema = new Schema.Parser().parse(json.readTree(answer.body()).get("schema").asText());
      return new GenericDatumReader<>(writerSchema, readerSchema);
    } catch (IOException e) {
      throw new SerializationException("the registry did not answer for schema " + schemaId, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SerializationException("interrupted", e);
    }
  }
}

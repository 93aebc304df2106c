import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The wait for a ride's outcome as a blocking server does it: one thread for each waiting rider, from a pool of a fixed
 * size; without a free thread a request is queued. It reads the ride's record at the same pace as the API
 * function, and does less otherwise: it does not verify the rider, and answers with three fields.
 *
 * Arguments: DynamoDB's URL, the table's name, the number of threads. Prints its port. A line on standard input
 * requests its memory and processor time; it ends when standard input does.
 */
public final class BlockingServer {
  private static final long LONGEST_WAIT_MS = 25_000;
  private static final long SHORTEST_PAUSE_MS = 20;

  private static final Pattern STATUS = Pattern.compile("\"status\":\\{\"S\":\"(\\w+)\"}");
  private static final Pattern REQUESTED_AT = Pattern.compile("\"requestedAt\":\\{\"S\":\"([^\"]+)\"}");
  private static final Pattern COMPLETED_AT = Pattern.compile("\"completedAt\":\\{\"S\":\"([^\"]+)\"}");

  private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI dynamo;
  private final String table;

  private BlockingServer(URI dynamo, String table) {
    this.dynamo = dynamo;
    this.table = table;
  }

  public static void main(String[] arguments) throws IOException {
    var server = new BlockingServer(URI.create(arguments[0]), arguments[1]);
    var listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10_000);
    var threads = (ThreadPoolExecutor) Executors.newFixedThreadPool(Integer.parseInt(arguments[2]));
    listener.createContext("/", server::answer);
    listener.setExecutor(threads);
    listener.start();
    System.out.println(listener.getAddress().getPort());
    var input = new BufferedReader(new InputStreamReader(System.in));
    while (input.readLine() != null) System.out.println(usage(threads));
    System.exit(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    var path = exchange.getRequestURI().getPath();
    var rideId = path.substring(path.lastIndexOf('/') + 1);
    int code = 200;
    String body;
    try {
      body = await(rideId);
    } catch (IOException | InterruptedException | IllegalStateException error) {
      code = 500;
      body = "{\"code\":\"internal_error\"}";
    }
    var bytes = body.getBytes();
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private String await(String rideId) throws IOException, InterruptedException {
    var until = System.currentTimeMillis() + LONGEST_WAIT_MS;
    var item = read(rideId);
    while (field(STATUS, item).equals("requested")) {
      var now = System.currentTimeMillis();
      if (now >= until) break;
      var age = now - Instant.parse(field(REQUESTED_AT, item)).toEpochMilli();
      Thread.sleep(Math.min(Math.max(SHORTEST_PAUSE_MS, age / 8), until - now));
      item = read(rideId);
    }
    var settled = COMPLETED_AT.matcher(item);
    var settledAt = settled.find() ? "\"" + settled.group(1) + "\"" : "null";
    return String.format(
        "{\"rideId\":\"%s\",\"status\":\"%s\",\"settledAt\":%s}", rideId, field(STATUS, item), settledAt);
  }

  private String read(String rideId) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(dynamo)
            .header("Content-Type", "application/x-amz-json-1.0")
            .header("X-Amz-Target", "DynamoDB_20120810.GetItem")
            .header("X-Amz-Date", "20200101T000000Z")
            .header("Authorization", "AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=none")
            .POST(HttpRequest.BodyPublishers.ofString(getItem(rideId)))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private String getItem(String rideId) {
    return String.format(
        "{\"TableName\":\"%s\",\"Key\":{\"rideId\":{\"S\":\"%s\"}},"
            + "\"ProjectionExpression\":\"#status, requestedAt, completedAt\","
            + "\"ExpressionAttributeNames\":{\"#status\":\"status\"}}",
        table, rideId);
  }

  private static String field(Pattern pattern, String item) {
    Matcher found = pattern.matcher(item);
    if (!found.find()) throw new IllegalStateException("No such field in " + item);
    return found.group(1);
  }

  /**
   * Bytes of heap in use after a collection, bytes of resident memory (-1 where unknown), milliseconds of CPU,
   * and how many riders have a thread.
   */
  private static String usage(ThreadPoolExecutor threads) throws IOException {
    System.gc();
    var runtime = Runtime.getRuntime();
    var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return String.format(
        "{\"heapBytes\":%d,\"residentBytes\":%d,\"cpuMs\":%d,\"underWay\":%d}",
        runtime.totalMemory() - runtime.freeMemory(),
        residentBytes(),
        system.getProcessCpuTime() / 1_000_000,
        threads.getActiveCount());
  }

  private static long residentBytes() throws IOException {
    var status = Path.of("/proc/self/status");
    if (!Files.exists(status)) return -1;
    var resident = Pattern.compile("VmRSS:\\s+(\\d+) kB").matcher(Files.readString(status));
    return resident.find() ? Long.parseLong(resident.group(1)) * 1024 : -1;
  }
}

package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.policies.Registry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** AWS's own client for Node.js, as npm has it, on a running node that checks its signatures. */
class LambdaClientIT {
  private static final String CLIENT = "@aws-sdk/client-lambda@3.1162.0";
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final String FUNCTION =
      """
      import os

      def handler(event, context):
          print("called with", sorted(event))
          if "fail" in event:
              raise ValueError(event["fail"])
          return {"event": event, "stage": os.environ.get("STAGE"),
                  "version": context.function_version, "arn": context.invoked_function_arn}
      """;

  private static final String SCRIPT =
      """
      import * as aws from '@aws-sdk/client-lambda';
      import {readFileSync} from 'node:fs';
      const client = new aws.LambdaClient({endpoint: process.argv[2], region: 'us-east-1',
          maxAttempts: 1, credentials: {accessKeyId: 'AKIDEXAMPLE', secretAccessKey: process.argv[3]}});
      const send = (name, input) => client.send(new aws[name + 'Command'](input));
      const FunctionName = 'echo';
      const json = value => Buffer.from(JSON.stringify(value));
      const read = payload => JSON.parse(Buffer.from(payload).toString());
      const error = async promise => {
        try {
          await promise;
          return 'none';
        } catch (failure) {
          return failure.name + ' ' + failure.$metadata?.httpStatusCode;
        }
      };
      const seen = {};
      const created = await send('CreateFunction', {FunctionName, Runtime: 'python3.11',
          Handler: 'main.handler', Role: 'arn:aws:iam::000000000000:role/r', Timeout: 20,
          Code: {ZipFile: readFileSync(process.argv[4])}, Tags: {team: 'blue'},
          Environment: {Variables: {STAGE: 'one'}}});
      seen.created = [created.State, created.Version, created.FunctionArn];
      await aws.waitUntilFunctionActiveV2({client, maxWaitTime: 30}, {FunctionName});
      seen.got = (await send('GetFunction', {FunctionName})).Tags;
      seen.listed = (await send('ListFunctions', {})).Functions.map(each => each.FunctionName);
      seen.again = await error(send('CreateFunction', {FunctionName, Runtime: 'python3.11',
          Handler: 'main.handler', Role: 'arn:aws:iam::000000000000:role/r',
          Code: {ZipFile: readFileSync(process.argv[4])}}));
      const first = await send('Invoke', {FunctionName, Payload: json({a: 1}), LogType: 'Tail'});
      seen.first = read(first.Payload);
      seen.log = Buffer.from(first.LogResult, 'base64').toString();
      const failed = await send('Invoke', {FunctionName, Payload: json({fail: 'on purpose'})});
      seen.failed = [failed.FunctionError, read(failed.Payload).errorType];
      seen.dry = (await send('Invoke', {FunctionName, InvocationType: 'DryRun'})).StatusCode;
      const one = await send('PublishVersion', {FunctionName, Description: 'the first'});
      await send('UpdateFunctionConfiguration', {FunctionName,
          Environment: {Variables: {STAGE: 'two'}}});
      await aws.waitUntilFunctionUpdatedV2({client, maxWaitTime: 30}, {FunctionName});
      const two = await send('PublishVersion', {FunctionName});
      seen.versions = (await send('ListVersionsByFunction', {FunctionName})).Versions
          .map(each => each.Version);
      await send('CreateAlias', {FunctionName, Name: 'live', FunctionVersion: one.Version,
          RoutingConfig: {AdditionalVersionWeights: {[two.Version]: 0.5}}});
      const shares = {};
      for (let i = 0; i < 10; i++) {
        const answer = await send('Invoke', {FunctionName, Qualifier: 'live', Payload: json({})});
        const {stage, version} = read(answer.Payload);
        const key = [stage, version, answer.ExecutedVersion].join(' ');
        shares[key] = (shares[key] ?? 0) + 1;
      }
      seen.shares = shares;
      const stream = await send('InvokeWithResponseStream',
          {FunctionName: 'arn:aws:lambda:us-east-1:000000000000:function:echo:live',
           Payload: json({s: 1})});
      let text = '';
      for await (const event of stream.EventStream) {
        text += event.PayloadChunk ? Buffer.from(event.PayloadChunk.Payload).toString() : '';
        seen.streamEnded = event.InvokeComplete !== undefined && !event.InvokeComplete.ErrorCode;
      }
      seen.streamed = JSON.parse(text).event;
      await send('PutFunctionConcurrency', {FunctionName, ReservedConcurrentExecutions: 0});
      seen.throttled = await error(send('Invoke', {FunctionName, Payload: json({})}));
      await send('DeleteFunctionConcurrency', {FunctionName});
      const Resource = created.FunctionArn;
      await send('TagResource', {Resource, Tags: {cost: 'low'}});
      await send('UntagResource', {Resource, TagKeys: ['team']});
      seen.tags = (await send('ListTags', {Resource})).Tags;
      await send('PutFunctionEventInvokeConfig', {FunctionName, MaximumRetryAttempts: 1});
      seen.retries = (await send('GetFunctionEventInvokeConfig', {FunctionName}))
          .MaximumRetryAttempts;
      seen.event = (await send('Invoke', {FunctionName, InvocationType: 'Event',
          Payload: json({e: 1})})).StatusCode;
      const {UUID} = await send('CreateEventSourceMapping', {FunctionName, BatchSize: 5,
          EventSourceArn: 'arn:aws:sqs:us-east-1:000000000000:jobs'});
      await send('UpdateEventSourceMapping', {UUID, Enabled: false});
      seen.mappings = (await send('ListEventSourceMappings', {FunctionName})).EventSourceMappings
          .map(each => [each.EventSourceArn, each.BatchSize, each.State]);
      await send('DeleteEventSourceMapping', {UUID});
      const url = await send('CreateFunctionUrlConfig', {FunctionName, AuthType: 'NONE'});
      seen.url = (await (await fetch(url.FunctionUrl + 'a/b?x=1')).json()).event.rawPath;
      await send('DeleteAlias', {FunctionName, Name: 'live'});
      await send('DeleteFunction', {FunctionName});
      seen.gone = await error(send('GetFunction', {FunctionName}));
      console.log(JSON.stringify(seen));
      """;

  @TempDir Path data;
  @TempDir Path directory;

  private NodeConfig config() throws IOException {
    Path secret = directory.resolve("secret");
    Files.writeString(secret, SECRET);
    return NodeConfig.parse(
            "credentials: {AKIDEXAMPLE: 'file:%s'}".formatted(secret), new Registry())
        .withPort(0)
        .withData(data);
  }

  private Command.Ended client(TestNode node, String secret)
      throws IOException, InterruptedException {
    return Command.run(
        directory,
        "node",
        "lambda.mjs",
        node.uri().toString(),
        secret,
        directory.resolve("echo.zip").toString());
  }

  private void write() throws IOException {
    Files.writeString(directory.resolve("lambda.mjs"), SCRIPT);
    try (OutputStream file = Files.newOutputStream(directory.resolve("echo.zip"));
        var zip = new ZipOutputStream(file)) {
      zip.putNextEntry(new ZipEntry("main.py"));
      zip.write(FUNCTION.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void aFunctionLivesItsWholeLife() throws IOException, InterruptedException {
    Command.Ended install =
        Command.run(
            directory, "npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", CLIENT);
    assumeTrue(install.well(), "npm cannot install " + CLIENT + ": " + install.output());
    write();
    try (TestNode node = TestNode.start(config())) {
      JsonNode process =
          node.json(node.get("/admin/v1/sandboxes"))
              .path("sandboxes")
              .valueStream()
              .filter(each -> "process".equals(each.path("name").asString("")))
              .findFirst()
              .orElseThrow();
      assumeTrue(process.path("available").asBoolean(), "no processes here: " + process);
      Command.Ended wrong = client(node, "another secret");
      assertThat(wrong.well()).isFalse();
      assertThat(wrong.output()).contains("InvalidSignatureException");
      Command.Ended ran = client(node, SECRET);
      assertThat(ran.well()).as(ran.output()).isTrue();
      check(JSON.readTree(ran.output().lines().toList().getLast()));
    }
  }

  private static void check(JsonNode seen) {
    assertThat(seen.get("created").toString())
        .isEqualTo(
            "[\"Active\",\"$LATEST\",\"arn:aws:lambda:us-east-1:000000000000:function:echo\"]");
    assertThat(seen.get("got").toString()).isEqualTo("{\"team\":\"blue\"}");
    assertThat(seen.get("listed").toString()).isEqualTo("[\"echo\"]");
    assertThat(seen.get("again").stringValue()).isEqualTo("ResourceConflictException 409");
    assertThat(seen.get("first").get("event").toString()).isEqualTo("{\"a\":1}");
    assertThat(seen.get("first").get("stage").stringValue()).isEqualTo("one");
    assertThat(seen.get("first").get("arn").stringValue()).endsWith(":function:echo");
    assertThat(seen.get("log").stringValue()).contains("called with ['a']");
    assertThat(seen.get("failed").toString()).isEqualTo("[\"Unhandled\",\"ValueError\"]");
    assertThat(seen.get("dry").asInt()).isEqualTo(204);
    assertThat(seen.get("versions").toString()).isEqualTo("[\"$LATEST\",\"1\",\"2\"]");
    assertThat(seen.get("shares").toString()).isEqualTo("{\"one 1 1\":5,\"two 2 2\":5}");
    assertThat(seen.get("streamed").toString()).isEqualTo("{\"s\":1}");
    assertThat(seen.get("streamEnded").asBoolean()).isTrue();
    assertThat(seen.get("throttled").stringValue()).isEqualTo("TooManyRequestsException 429");
    assertThat(seen.get("tags").toString()).isEqualTo("{\"cost\":\"low\"}");
    assertThat(seen.get("retries").asInt()).isEqualTo(1);
    assertThat(seen.get("event").asInt()).isEqualTo(202);
    assertThat(seen.get("mappings").toString())
        .isEqualTo("[[\"arn:aws:sqs:us-east-1:000000000000:jobs\",5,\"Disabled\"]]");
    assertThat(seen.get("url").stringValue()).isEqualTo("/a/b");
    assertThat(seen.get("gone").stringValue()).isEqualTo("ResourceNotFoundException 404");
  }
}

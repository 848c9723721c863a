package dev.hearth.inference.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.inference.InvalidRequest;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecoderTest {
  private static final Decoder DECODER = new Decoder(10_000);

  private static BufferedImage painted(int type) {
    var image = new BufferedImage(2, 1, type);
    image.setRGB(0, 0, new Color(255, 0, 0).getRGB());
    image.setRGB(1, 0, new Color(0, 0, 255).getRGB());
    return image;
  }

  private static int[] unsigned(Pixels pixels) {
    var values = new int[pixels.samples().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = pixels.samples()[i] & 0xff;
    }
    return values;
  }

  private static String refusal(byte[] file) {
    try {
      DECODER.decode("'image'", file);
    } catch (InvalidRequest e) {
      assertThat(e.code()).isEqualTo(InvalidRequest.Code.INVALID_IMAGE);
      return String.valueOf(e.getMessage());
    }
    throw new AssertionError("it was decoded");
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_3BYTE_BGR,
        BufferedImage.TYPE_4BYTE_ABGR,
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_BYTE_INDEXED
      })
  void aPngGivesItsColours(int type) {
    Pixels pixels = DECODER.decode("'image'", Pictures.png(painted(type)));
    assertThat(pixels.channels()).isEqualTo(3);
    assertThat(unsigned(pixels)).containsExactly(255, 0, 0, 0, 0, 255);
  }

  @Test
  void greyStaysAsItIsWritten() {
    var image = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setPixels(0, 0, 3, 1, new int[] {0, 128, 255});
    Pixels pixels = DECODER.decode("'image'", Pictures.png(image));
    assertThat(pixels.channels()).isEqualTo(1);
    assertThat(unsigned(pixels)).containsExactly(0, 128, 255);
  }

  @Test
  void sixteenBitsKeepTheUpperEight() {
    var image = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    image.getRaster().setPixels(0, 0, 2, 1, new int[] {0x80ff, 0xffff});
    assertThat(unsigned(DECODER.decode("'image'", Pictures.png(image)))).containsExactly(128, 255);
  }

  @Test
  void aJpegGivesItsColours() {
    var image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 256; i++) {
      image.setRGB(i % 16, i / 16, 0x204060);
    }
    Pixels pixels = DECODER.decode("'image'", Pictures.jpeg(image));
    assertThat(pixels.width()).isEqualTo(16);
    int[] samples = unsigned(pixels);
    assertThat(samples[0]).isBetween(0x1c, 0x24);
    assertThat(samples[1]).isBetween(0x3c, 0x44);
    assertThat(samples[2]).isBetween(0x5c, 0x64);
  }

  @Test
  void whatIsNoPictureIsRefused() {
    assertThat(refusal("hello".getBytes(UTF_8))).contains("'image' is neither PNG nor JPEG");
    assertThat(refusal(new byte[0])).contains("is neither PNG nor JPEG");
    assertThat(refusal(Pictures.encoded(painted(BufferedImage.TYPE_INT_RGB), "gif")))
        .contains("is neither PNG nor JPEG");
  }

  @ParameterizedTest
  @CsvSource({"png, 0.5", "png, 0.9", "jpeg, 0.5", "jpeg, 0.9", "jpeg, 0.05", "png, 0.05"})
  void aPictureThatIsCutOffIsRefused(String format, double share) {
    var image = new BufferedImage(90, 90, BufferedImage.TYPE_INT_RGB);
    var random = new Random(1);
    for (int i = 0; i < 8_100; i++) {
      image.setRGB(i % 90, i / 90, random.nextInt(1 << 24));
    }
    byte[] whole = Pictures.encoded(image, format);
    assertThat(DECODER.decode("'image'", whole).height()).isEqualTo(90);
    assertThat(refusal(Arrays.copyOf(whole, (int) (whole.length * share)))).startsWith("'image' ");
  }

  @Test
  void tooManyPixelsAreRefusedByTheFilesHeadAlone() {
    byte[] bomb = pngHead(60_000, 60_000);
    assertThat(refusal(bomb)).contains("60000 x 60000 pixels, more than the 10000");
    assertThat(refusal(pngHead(Integer.MAX_VALUE, Integer.MAX_VALUE))).startsWith("'image' ");
  }

  /** A PNG's signature and header, and nothing else. */
  private static byte[] pngHead(int width, int height) {
    ByteBuffer file = ByteBuffer.allocate(33);
    file.putLong(0x89504e470d0a1a0aL).putInt(13);
    file.put("IHDR".getBytes(UTF_8)).putInt(width).putInt(height);
    file.put(new byte[] {8, 2, 0, 0, 0});
    var crc = new CRC32();
    crc.update(file.array(), 12, 17);
    return file.putInt((int) crc.getValue()).array();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void damagedFilesAreReadOrRefusedAndNothingElse(long seed) {
    var random = new Random(seed);
    String format = random.nextBoolean() ? "png" : "jpeg";
    byte[] whole = Pictures.encoded(painted(BufferedImage.TYPE_INT_RGB), format);
    for (int i = 0; i < 300; i++) {
      byte[] damaged = whole.clone();
      for (int j = 0; j < 1 + random.nextInt(4); j++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        DECODER.decode("'image'", damaged);
      } catch (InvalidRequest e) {
        assertThat(e.code()).isEqualTo(InvalidRequest.Code.INVALID_IMAGE);
      }
    }
  }
}

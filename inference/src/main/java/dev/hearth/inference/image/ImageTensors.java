package dev.hearth.inference.image;

import dev.hearth.inference.InvalidRequest;
import dev.hearth.inference.Tensor;
import java.nio.ByteBuffer;

/** Makes encoded pictures into the tensor a graph takes. */
final class ImageTensors {
  private static final float RED = 0.299f;
  private static final float GREEN = 0.587f;
  private static final float BLUE = 0.114f;

  private final ImageInput input;
  private final ImageOptions options;
  private final Decoder decoder;
  private final Resampler resampler;
  private final float[] factors;
  private final float[] offsets;

  ImageTensors(ImageInput input, ImageOptions options) {
    this.input = input;
    this.options = options;
    decoder = new Decoder(options.maxPixels());
    resampler =
        new Resampler(input.width(), input.height(), (float) options.pad(), options.antialias());
    factors = new float[input.channels()];
    offsets = new float[input.channels()];
    for (int channel = 0; channel < input.channels(); channel++) {
      factors[channel] = options.factor(channel);
      offsets[channel] = options.offset(channel);
    }
  }

  /**
   * One tensor of all pictures, decoded one after the other.
   *
   * @param pictures PNG or JPEG files, as {@code BYTES[-1]}
   * @throws InvalidRequest if one of them is no picture, saying which
   */
  Tensor of(Tensor pictures) {
    int count = pictures.strings().size();
    ByteBuffer contents =
        Tensor.direct((long) count * input.samples() * input.datatype().byteWidth());
    for (int i = 0; i < count; i++) {
      String what =
          count == 1 ? "'" + pictures.name() + "'" : "'" + pictures.name() + "'[" + i + "]";
      write(decoder.decode(what, pictures.strings().get(i)), contents, i * input.samples());
    }
    return Tensor.of(input.tensor().name(), input.datatype(), input.shape(count), contents);
  }

  private void write(Pixels pixels, ByteBuffer contents, int base) {
    Placement placement =
        Placement.of(
            options.resize(),
            options.shortestEdge(),
            pixels.width(),
            pixels.height(),
            input.width(),
            input.height());
    resampler.resize(
        pixels, placement, (y, row) -> writeRow(contents, base, y, row, pixels.channels()));
  }

  private void writeRow(ByteBuffer contents, int base, int y, float[] row, int sourceChannels) {
    for (int x = 0; x < input.width(); x++) {
      for (int channel = 0; channel < input.channels(); channel++) {
        float sample = sample(row, x * sourceChannels, sourceChannels, channel);
        Samples.put(
            contents,
            input.datatype(),
            base + index(channel, y, x),
            sample * factors[channel] + offsets[channel]);
      }
    }
  }

  private float sample(float[] row, int pixel, int sourceChannels, int channel) {
    if (sourceChannels == 1) {
      return row[pixel];
    }
    return switch (options.colour()) {
      case RGB -> row[pixel + channel];
      case BGR -> row[pixel + 2 - channel];
      case GRAY -> RED * row[pixel] + GREEN * row[pixel + 1] + BLUE * row[pixel + 2];
    };
  }

  private int index(int channel, int y, int x) {
    return input.layout() == Layout.NCHW
        ? (channel * input.height() + y) * input.width() + x
        : (y * input.width() + x) * input.channels() + channel;
  }
}

package dev.hearth.inference.image;

import java.util.List;
import java.util.Optional;

/**
 * What happens to a picture before the graph sees it. Each sample, 0 to 255, becomes {@code (sample
 * * rescale - mean) / std} of its channel.
 *
 * @param input the graph's input that takes the picture; its only one if empty
 * @param width pixels across, or 0 for what the graph fixes
 * @param height pixels down, or 0 for what the graph fixes
 * @param shortestEdge for {@link Resize#CROP}, the shorter side before the middle is taken; 0 for
 *     the least that covers the size
 * @param antialias whether every source pixel counts when a picture shrinks, or only the nearest
 * @param pad the sample of what a picture does not cover, 0 to 255
 * @param layout the order of dimensions; the graph's if empty
 * @param mean one for each channel in the order of {@code colour}, or one for all
 * @param std one for each channel in the order of {@code colour}, or one for all; none is 0
 * @param maxPixels the most pixels a picture may have before it is resized
 */
public record ImageOptions(
    Optional<String> input,
    int width,
    int height,
    Resize resize,
    int shortestEdge,
    boolean antialias,
    double pad,
    Optional<Layout> layout,
    Colour colour,
    double rescale,
    List<Double> mean,
    List<Double> std,
    int maxPixels) {
  public static final int MAX_PIXELS = 32 << 20;

  public static final ImageOptions DEFAULTS =
      new ImageOptions(
          Optional.empty(),
          0,
          0,
          Resize.STRETCH,
          0,
          true,
          0,
          Optional.empty(),
          Colour.RGB,
          1,
          List.of(0.0),
          List.of(1.0),
          MAX_PIXELS);

  public ImageOptions {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    requireChannels("mean", mean, colour);
    requireChannels("std", std, colour);
    if (std.contains(0.0) || std.contains(-0.0)) {
      throw new IllegalArgumentException("std must not be 0");
    }
    if (shortestEdge > 0 && resize != Resize.CROP) {
      throw new IllegalArgumentException("shortest-edge is for 'resize: crop' only");
    }
    if (shortestEdge > 0 && shortestEdge < Math.max(width, height)) {
      throw new IllegalArgumentException(
          "shortest-edge is %d but must not be less than width %d and height %d"
              .formatted(shortestEdge, width, height));
    }
  }

  private static void requireChannels(String name, List<Double> values, Colour colour) {
    if (values.size() != 1 && values.size() != colour.channels()) {
      throw new IllegalArgumentException(
          "%s has %d values but %s has %d channels"
              .formatted(name, values.size(), colour, colour.channels()));
    }
  }

  /** What a sample of a channel is multiplied with. */
  float factor(int channel) {
    return (float) (rescale / of(std, channel));
  }

  /** What is then added to it. */
  float offset(int channel) {
    return (float) (-of(mean, channel) / of(std, channel));
  }

  private static double of(List<Double> values, int channel) {
    return values.get(values.size() == 1 ? 0 : channel);
  }
}

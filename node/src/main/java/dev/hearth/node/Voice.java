package dev.hearth.node;

/**
 * A voice made by rule: pulses of a glottis through the resonances of a mouth, five vowels in turn.
 * Resonances in hertz are the means that Peterson and Barney measured for men (1952).
 */
final class Voice {
  private static final double[][] VOWELS = {
    {730, 1090, 2440}, {270, 2290, 3010}, {570, 840, 2410}, {530, 1840, 2480}, {300, 870, 2240}
  };
  private static final double[] LOUDNESS = {1, 0.6, 0.3};
  private static final double PITCH = 120;
  private static final double VOWELS_PER_SECOND = 6;
  private static final float PEAK = 0.5f;

  private final double[] last = new double[LOUDNESS.length];
  private final double[] secondLast = new double[LOUDNESS.length];
  private double phase;

  private Voice() {}

  /** Samples at {@link SpeechStream#RATE}, the loudest 0.5. */
  static float[] speak(int samples) {
    var voice = new Voice();
    var sound = new float[samples];
    float loudest = 0;
    for (int i = 0; i < samples; i++) {
      sound[i] = (float) voice.sample((double) i / SpeechStream.RATE);
      loudest = Math.max(loudest, Math.abs(sound[i]));
    }
    for (int i = 0; i < samples; i++) {
      sound[i] *= PEAK / loudest;
    }
    return sound;
  }

  private double sample(double seconds) {
    double syllables = seconds * VOWELS_PER_SECOND;
    int vowel = (int) syllables % VOWELS.length;
    double within = syllables - Math.floor(syllables);
    double glide = Math.max(0, (within - 0.7) / 0.3);
    double pulse = pulse(seconds);
    double sum = 0;
    for (int i = 0; i < LOUDNESS.length; i++) {
      double here = VOWELS[vowel][i];
      double next = VOWELS[(vowel + 1) % VOWELS.length][i];
      sum += LOUDNESS[i] * resonance(i, here + glide * (next - here), pulse);
    }
    return sum * Math.min(1, 6 * Math.min(within, 1 - within));
  }

  /** 1 at each closing of the glottis, else 0; the pitch sways and trembles. */
  private double pulse(double seconds) {
    double melody = 0.12 * Math.sin(2 * Math.PI * 0.7 * seconds);
    double tremble = 0.02 * Math.sin(2 * Math.PI * 5 * seconds);
    phase += PITCH * (1 + melody + tremble) / SpeechStream.RATE;
    if (phase < 1) {
      return 0;
    }
    phase -= 1;
    return 1;
  }

  private double resonance(int index, double hertz, double input) {
    double bandwidth = 60 + 40.0 * index;
    double radius = Math.exp(-Math.PI * bandwidth / SpeechStream.RATE);
    double turn = Math.cos(2 * Math.PI * hertz / SpeechStream.RATE);
    double output =
        input * (1 - radius)
            + 2 * radius * turn * last[index]
            - radius * radius * secondLast[index];
    secondLast[index] = last[index];
    last[index] = output;
    return output;
  }
}

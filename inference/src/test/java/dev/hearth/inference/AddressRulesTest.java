package dev.hearth.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {
  private static boolean refused(AddressRules rules, String host, String address) {
    return rules.refusal(host, InetAddress.ofLiteral(address)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.255.255.255",
        "100.64.0.1",
        "100.100.100.200",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "100::1",
        "2001:0:1::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1"
      })
  void whatIsNoPublicAddressIsRefused(String address) {
    assertThat(refused(AddressRules.PUBLIC, "models.example.org", address)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "128.0.0.1",
        "168.63.129.17",
        "169.253.255.255",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.1",
        "192.167.255.255",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "64:ff9b::101:101",
        "2002:101:101::1",
        "2606:4700::1111",
        "2a00:1450::1"
      })
  void aPublicAddressIsFine(String address) {
    assertThat(refused(AddressRules.PUBLIC, "models.example.org", address)).isFalse();
  }

  @Test
  void aRefusalNamesTheHostTheAddressAndTheReason() {
    assertThat(
            AddressRules.PUBLIC.refusal("meta.example", InetAddress.ofLiteral("169.254.169.254")))
        .contains(
            "'meta.example' is 169.254.169.254, which is link-local, where clouds keep their"
                + " machines' secrets");
  }

  @Test
  void aNameThatIsAllowedMayBeAnywhere() {
    var rules = AddressRules.allowing(List.of("Models.internal", "*.corp.example"));
    assertThat(refused(rules, "models.INTERNAL", "10.0.0.1")).isFalse();
    assertThat(refused(rules, "a.b.corp.example", "10.0.0.1")).isFalse();
    assertThat(refused(rules, "corp.example", "10.0.0.1")).isTrue();
    assertThat(refused(rules, "evilcorp.example", "10.0.0.1")).isTrue();
    assertThat(refused(rules, "models.internal.evil.example", "10.0.0.1")).isTrue();
  }

  @Test
  void aNetworkThatIsAllowedEndsWhereItEnds() {
    var rules = AddressRules.allowing(List.of("10.1.0.0/16", "192.168.5.4/30", "fd12::/16"));
    assertThat(refused(rules, "h", "10.1.255.255")).isFalse();
    assertThat(refused(rules, "h", "10.2.0.0")).isTrue();
    assertThat(refused(rules, "h", "192.168.5.7")).isFalse();
    assertThat(refused(rules, "h", "192.168.5.8")).isTrue();
    assertThat(refused(rules, "h", "fd12:ffff::1")).isFalse();
    assertThat(refused(rules, "h", "fd13::1")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "10.0.0.0/33", "fd00::/129", "10.0.0", "a b", "http://h", "*", "10.0.0.0/x"})
  void whatIsNeitherHostNorNetworkIsRefused(String entry) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AddressRules.allowing(List.of(entry)))
        .withMessageContaining("'" + entry + "'");
  }
}

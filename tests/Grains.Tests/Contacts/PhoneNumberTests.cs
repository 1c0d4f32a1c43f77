using SalesFlow.Text;

namespace SalesFlow.Grains.Tests.Contacts;

public sealed class PhoneNumberTests
{
    [Theory]
    [InlineData("0551234567", "+966551234567")]
    [InlineData("551234567", "+966551234567")]
    [InlineData("٠٥٥ ١٢٣ ٤٥٦٧", "+966551234567")]
    [InlineData("00966551234567", "+966551234567")]
    [InlineData("+966 (0)55 123 4567", "+966551234567")]
    [InlineData("9660551234567", "+966551234567")]
    [InlineData("011 234 5678", "+966112345678")]
    [InlineData("0126543210", "+966126543210")]
    [InlineData("920012345", "+966920012345")]
    [InlineData("800 123 4567", "+9668001234567")]
    [InlineData("+971501234567", "+971501234567")]
    [InlineData("923001234567", "+923001234567")]
    [InlineData("0212345678", null)]
    [InlineData("12", null)]
    [InlineData("+0551234567", null)]
    [InlineData("05512345678901234", null)]
    [InlineData("055-CALL-ME", null)]
    public void A_number_is_kept_in_one_form_however_it_is_written(string text, string? expected) => Assert.Equal(expected, PhoneNumber.Normalise(text));
}

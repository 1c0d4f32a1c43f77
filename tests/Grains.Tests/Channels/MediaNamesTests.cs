using SalesFlow.Channels;
using SalesFlow.Grains.Conversations;

namespace SalesFlow.Grains.Tests.Channels;

/// <summary>Names under which people get files.</summary>
public sealed class MediaNamesTests
{
    private static readonly DateOnly Day = new(2026, 11, 30);

    [Theory]
    [InlineData("عقد الإيجار.pdf", "عقد الإيجار.pdf")]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("C:\\files\\offer.pdf", "offer.pdf")]
    [InlineData("a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf")]
    [InlineData("invoice\u202Efdp.exe", "invoicefdp.exe")]
    [InlineData("what?*.pdf", "what__.pdf")]
    [InlineData("..hidden.pdf. ", "hidden.pdf")]
    [InlineData("\u0001 ", null)]
    [InlineData("...", null)]
    [InlineData(null, null)]
    public void A_name_keeps_its_words_and_loses_what_names_must_not_hold(string? given, string? kept) => Assert.Equal(kept, MediaNames.Clean(given));

    [Fact]
    public void A_long_name_is_cut_between_characters()
    {
        var cut = MediaNames.Clean(new string('a', MediaNames.Longest - 1) + "😀b");

        Assert.Equal(new string('a', MediaNames.Longest - 1), cut);
    }

    [Theory]
    [InlineData("application/pdf", "عقد.pdf", "عقد.pdf")]
    [InlineData("image/jpeg", "photo.JPEG", "photo.JPEG")]
    [InlineData("application/pdf", "عقد", "عقد.pdf")]
    [InlineData("application/pdf", "contract.exe", "contract.exe.pdf")]
    [InlineData("application/octet-stream", "archive.zip", "archive.zip")]
    [InlineData("image/jpeg", null, "image-2026-11-30.jpg")]
    [InlineData("audio/ogg", null, "audio-2026-11-30.ogg")]
    [InlineData("application/pdf", null, "document-2026-11-30.pdf")]
    [InlineData("application/octet-stream", null, "document-2026-11-30")]
    public void A_file_comes_under_its_own_name_or_one_of_kind_and_day(string type, string? own, string expected) =>
        Assert.Equal(expected, MediaNames.Of(new StoredMedia("id", type, own, 1, "", default), Day));

    [Fact]
    public void The_timer_that_asks_for_a_file_carries_what_is_known_of_it()
    {
        Assert.Equal(("7", "image/png", null), DueNames.MediaOf(DueNames.OfMedia("7", "image/png", null)!));
        Assert.Equal(("7", null, null), DueNames.MediaOf(DueNames.OfMedia("7", null, null)!));
        Assert.Equal(("7", "application/pdf", "عرض_ السعر.pdf"), DueNames.MediaOf(DueNames.OfMedia("7", "application/pdf", "عرض: السعر.pdf")!));
        Assert.Equal(("7", null, "a.pdf"), DueNames.MediaOf(DueNames.OfMedia("7", null, "a.pdf")!));
        Assert.Null(DueNames.OfMedia("../7", null, null));
    }

    [Fact]
    public void The_channels_name_stands_in_the_particulars_of_the_message()
    {
        Assert.Equal("عقد.pdf", MediaNames.InParticulars("""{"filename":"عقد.pdf","sha256":"x"}"""));
        Assert.Null(MediaNames.InParticulars("""{"sha256":"x"}"""));
        Assert.Null(MediaNames.InParticulars("""say "filename" please"""));
    }
}

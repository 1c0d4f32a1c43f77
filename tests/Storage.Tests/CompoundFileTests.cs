using SalesFlow.Storage.Media;

namespace SalesFlow.Storage.Tests;

/// <summary>What the directory of an OLE compound file says of it.</summary>
public sealed class CompoundFileTests
{
    private const string Excel = "application/vnd.ms-excel";

    [Theory]
    [InlineData("Workbook", Excel)]
    [InlineData("Book", Excel)]
    [InlineData("WordDocument", "application/msword")]
    [InlineData("PowerPoint Document", "application/vnd.ms-powerpoint")]
    public void A_stream_at_its_top_names_the_old_Office_format(string stream, string type) =>
        Assert.Equal(type, Type(OleFile.With("\u0005SummaryInformation", "Other", stream, "More", "Last")));

    [Fact]
    public void An_installer_is_no_document_whatever_streams_it_carries()
    {
        Assert.Null(Type(OleFile.With("\u4840\u3B3F\u43F2\u4438\u45B1")));
        Assert.Null(Type(OleFile.Package("Workbook")));
    }

    [Fact]
    public void What_lies_in_a_folder_is_only_something_embedded() => Assert.Null(Type(OleFile.Holding("ObjectPool", "WordDocument")));

    [Fact]
    public void A_file_that_claims_two_formats_is_neither() => Assert.Null(Type(OleFile.With("Workbook", "WordDocument")));

    [Fact]
    public void What_is_broken_is_nothing_and_ends()
    {
        var whole = OleFile.With("Workbook");
        Assert.Null(Type(whole[..700]));
        Assert.Null(Type(whole[..8]));
        var circle = OleFile.With("a", "b", "c", "d", "e", "Workbook");
        // The directory's first sector follows itself.
        circle[512 + 4] = 1;
        Assert.Null(Type(circle));
        var astray = OleFile.With("Workbook");
        astray[48] = 0xF0;
        Assert.Null(Type(astray));
    }

    private static string? Type(byte[] file) => CompoundFile.TypeOf(new MemoryStream(file));
}
